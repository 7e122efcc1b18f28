package dev.balsa.cli;

import picocli.CommandLine.Command;

/** What a node has on disk. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Shows and checks the log of a node; takes no lock, so the node may be running.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LogCatCommand.class, LogVerifyCommand.class})
final class LogCommand {}
