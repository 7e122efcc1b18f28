/**
 * The readable files of a lab node: views of its durable store, replaced atomically, never read
 * back as truth.
 */
@NullMarked
package dev.balsa.lab.mirror;

import org.jspecify.annotations.NullMarked;
