/**
 * A Raft node that runs: the consensus loop, the log writer and the applier as duty cycles that
 * either threads or a simulator turn, with mailboxes between them. Whoever brings their own state
 * machine implements one interface and embeds this package.
 */
@NullMarked
package dev.balsa.node;

import org.jspecify.annotations.NullMarked;
