/** Benchmarks of the hot paths and of whole clusters. Nothing depends on them. */
@NullMarked
package dev.balsa.bench;

import org.jspecify.annotations.NullMarked;
