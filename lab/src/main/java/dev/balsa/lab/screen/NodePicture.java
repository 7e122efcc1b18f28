package dev.balsa.lab.screen;

import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is drawn of one node.
 *
 * @param node which node
 * @param address how it is written
 * @param life what its process does: "running (pid 12)", "not started" and the like
 * @param view what it says of itself, or null if it does not answer
 * @param files its readable files
 */
public record NodePicture(
    long node, String address, String life, @Nullable NodeView view, NodeFiles files) {
  /** The heading of its area. */
  String title() {
    String role = view == null ? "" : " " + view.role().toUpperCase(Locale.ROOT);
    return "node " + node + " " + address + role;
  }

  /** What it is and does, most important first. */
  List<String> facts() {
    List<String> lines = new ArrayList<>();
    lines.add(life);
    lines.add(storage());
    if (view != null) {
      lines.add(
          "log to "
              + view.lastIndex()
              + ", committed "
              + view.commitIndex()
              + ", applied "
              + view.appliedIndex());
      lines.add(contact(view));
    }
    if (!files.state().isBlank()) {
      lines.add("state " + files.state().strip());
    }
    return lines;
  }

  /** Term and vote in few words; what cannot be read is shown as it is. */
  private String storage() {
    if (files.storage().isBlank()) {
      return "no term yet";
    }
    try {
      String vote = files.votedFor();
      return "term " + files.term() + (vote.isEmpty() ? ", no vote" : ", voted for " + vote);
    } catch (IllegalArgumentException damaged) {
      return files.storage().strip();
    }
  }

  private static String contact(NodeView view) {
    if (view.leads()) {
      return "it leads";
    }
    if (view.leader() == 0) {
      return "it knows of no leader";
    }
    return "follows node " + view.leader() + ", heard " + view.lastContactMillis() + " ms ago";
  }

  /** The readable files, one after the other: of the log only the last lines if not all fit. */
  List<String> fileLines(int width, int height) {
    List<String> lines = new ArrayList<>();
    lines.addAll(Text.wrap(".storage " + files.storage().strip(), width));
    lines.addAll(Text.wrap(".state_machine " + files.state().strip(), width));
    List<String> log = new ArrayList<>();
    for (String line : files.log().lines().toList()) {
      log.addAll(Text.wrap(line, width));
    }
    int room = Math.max(0, height - lines.size());
    lines.addAll(log.subList(Math.max(0, log.size() - room), log.size()));
    return lines.subList(0, Math.min(lines.size(), height));
  }
}
