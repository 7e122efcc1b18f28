package dev.balsa.lab.guide;

import java.util.List;

/** What the guided run says, step by step, in plain words. */
final class Guide {
  /**
   * One step.
   *
   * @param title what it is called
   * @param before said before a key is pressed
   * @param during said while it happens
   */
  record Step(String title, List<String> before, List<String> during) {}

  private Guide() {}

  static final Step WELCOME =
      new Step(
          "Welcome",
          List.of(
              "Three programs will keep one variable alive together, whatever happens to one of "
                  + "them. Left: the nodes. "
                  + "Right: what each of them says. You will stop the leader and watch the others "
                  + "carry on.",
              "Space: start node 3, all alone."),
          List.of(
              "Node 3 starts. It needs the votes of a majority, two of three, and it has only its "
                  + "own ..."));

  static final Step ALONE =
      new Step(
          "One alone never leads",
          List.of(
              "Node 3 runs, but nobody leads: one of three is no majority, so it may not decide "
                  + "anything.",
              "Space: start nodes 1 and 2."),
          List.of(
              "An election: a node that hears of no leader asks for votes in a new term. With two "
                  + "of three it leads, and "
                  + "after a pause its client writes the first value ..."));

  static final Step FIRST =
      new Step(
          "Step 2a is done",
          List.of(
              "One leader, known to all. Its write is a line in every .log and a value in every "
                  + ".state_machine; press f to "
                  + "see the files. Why the log as well? Because nodes agree on the order of "
                  + "commands; the value follows.",
              "Space: press Ctrl-C in the leader's window."),
          List.of(
              "The heartbeats stop. After an election timeout the survivors write 'None', one of "
                  + "them asks for votes in a "
                  + "higher term, and the new leader writes the second value ..."));

  static final Step LOST =
      new Step(
          "Step 2b is done",
          List.of(
              "Two of three carry on: a new leader, a higher term, a second line in their logs. "
                  + "The files of the dead node "
                  + "have not changed; it knows nothing of this.",
              "Space: start the old leader again."),
          List.of("It asks who leads, finds its log too short, and is sent what it missed ..."));

  static final Step RETURNED =
      new Step(
          "Step 2c is done",
          List.of(
              "The old leader came back as a follower. Leader and term did not change, its files "
                  + "equal the others', and it "
                  + "wrote nothing again.",
              "Space: look around with your own hands. q: leave."),
          List.of("The nodes are yours now."));

  static final Step FREE =
      new Step(
          "Free play",
          List.of(
              "Now break it yourself: choose a node with 1-3, then c Ctrl-C, k kill -9, p pause, i "
                  + "cut off, s start. What "
                  + "happens if two are gone? What does a paused leader do when it wakes up?"),
          List.of());
}
