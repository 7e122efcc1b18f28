package dev.balsa.bench;

import picocli.CommandLine.Command;

/** Benchmarks that anyone can repeat. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Benchmarks that anyone can repeat.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LibraryBench.class, SnapshotBench.class, GroupsBench.class})
public final class BenchCommand {}
