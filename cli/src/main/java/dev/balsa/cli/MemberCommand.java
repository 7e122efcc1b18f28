package dev.balsa.cli;

import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.client.MemberList;
import dev.balsa.server.json.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes the members. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "member",
    mixinStandardHelpOptions = true,
    description = {
      "Changes the members of the cluster, one change at a time, and waits until it is over.",
      "A new member is started first, with 'balsa node --join'; it gets the log, and votes when it has caught up."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  balsa member add 4 10.0.0.4:2380            a fourth voter",
      "  balsa member add 4 10.0.0.4:2380 --learner  one that gets everything and does not vote",
      "  balsa member promote 4                      now it votes",
      "  balsa member replace 3 5 10.0.0.5:2380      5 in the place of 3, which is dead",
      "  balsa member remove 3                       it is told, and stops",
      "  balsa member move 2 10.0.0.9:2380           the same member elsewhere",
      "",
      "A change that would lose the majority is refused. Ends with 1 if it was refused, 7 if nobody leads, and",
      "8 if it goes on: 'balsa members' shows how far it is."
    })
final class MemberCommand {
  @Spec private CommandSpec spec;

  /** What all of them take. */
  static final class Common {
    @Mixin private Endpoints endpoints;

    @Option(names = "--json", description = "Print the members as one JSON object.")
    private boolean json;

    int change(CommandSpec spec, String how, JsonWriter body) {
      MemberList list;
      try (GatewayClient client = endpoints.client()) {
        list = client.changeMembers(how, body.end());
      }
      MembersCommand.print(list, json, spec.commandLine().getOut());
      return ExitCode.DONE.number();
    }
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds a member that has been started with 'balsa node --join'.")
  int add(
      @Mixin Common common,
      @Parameters(paramLabel = "ID", description = "Its number, never used before.") long id,
      @Parameters(paramLabel = "HOST:PORT", description = "Where it listens to the others.")
          String address,
      @Option(names = "--learner", description = "It gets the log and does not vote.")
          boolean learner) {
    return common.change(
        spec,
        "add",
        new JsonWriter().number("id", id).text("address", address).truth("learner", learner));
  }

  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      description = "Makes a learner a voter, when it has caught up.")
  int promote(
      @Mixin Common common,
      @Parameters(paramLabel = "ID", description = "The learner's number.") long id) {
    return common.change(spec, "promote", new JsonWriter().number("id", id));
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes a member, dead or alive. If it lives it is told and stops.")
  int remove(
      @Mixin Common common,
      @Parameters(paramLabel = "ID", description = "The member's number.") long id) {
    return common.change(spec, "remove", new JsonWriter().number("id", id));
  }

  @Command(
      name = "replace",
      mixinStandardHelpOptions = true,
      description = "Puts a new voter in the place of another one, in one step.")
  int replace(
      @Mixin Common common,
      @Parameters(paramLabel = "OLD", description = "Who leaves, dead or alive.") long id,
      @Parameters(paramLabel = "NEW", description = "The new one's number, never used before.")
          long by,
      @Parameters(
              paramLabel = "HOST:PORT",
              description = "Where the new one listens to the others.")
          String address) {
    return common.change(
        spec,
        "replace",
        new JsonWriter().number("id", id).number("by", by).text("address", address));
  }

  @Command(
      name = "move",
      mixinStandardHelpOptions = true,
      description = "Tells the others where a member is now; it stays who it is.")
  int move(
      @Mixin Common common,
      @Parameters(paramLabel = "ID", description = "The member's number.") long id,
      @Parameters(paramLabel = "HOST:PORT", description = "Where it listens to the others now.")
          String address) {
    return common.change(spec, "move", new JsonWriter().number("id", id).text("address", address));
  }
}
