/**
 * Experiments a person can watch: scenarios that break a running cluster on purpose, and the
 * transcripts and stories that tell what happened.
 */
@NullMarked
package dev.balsa.lab;

import org.jspecify.annotations.NullMarked;
