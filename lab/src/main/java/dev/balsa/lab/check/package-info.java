/**
 * What the lab must do, line by line: each check is a small record that judges facts it was given.
 */
@NullMarked
package dev.balsa.lab.check;

import org.jspecify.annotations.NullMarked;
