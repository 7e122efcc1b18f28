/**
 * One class for each section of the Raft paper and the dissertation, one test for each sentence
 * that binds.
 */
@NullMarked
package dev.balsa.core.paper;

import org.jspecify.annotations.NullMarked;
