/**
 * The lab with a person in front of it: every step explained, shown while it happens, and checked.
 */
@NullMarked
package dev.balsa.lab.guide;

import org.jspecify.annotations.NullMarked;
