/**
 * The command line. Each subcommand is a class that reads its options and calls the module which
 * does the work.
 */
@NullMarked
package dev.balsa.cli;

import org.jspecify.annotations.NullMarked;
