/** Tests of the store: against a naive model, of the tree's shape, of the formats, of the edges. */
@NullMarked
package dev.balsa.kv;

import org.jspecify.annotations.NullMarked;
