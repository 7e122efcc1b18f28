package dev.balsa.lab.mirror;

import java.nio.file.Path;

/**
 * Where the readable files of one node are.
 *
 * @param log the client commands of its log
 * @param storage its term and vote
 * @param state what the committed commands add up to
 * @param shown how far the state file has ever got, an index as a decimal number; not meant for
 *     readers
 */
public record MirrorFiles(Path log, Path storage, Path state, Path shown) {}
