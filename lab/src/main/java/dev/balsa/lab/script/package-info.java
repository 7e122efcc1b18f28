/** The steps of the lab as programs: the automatic run, the guided run, rounds and failovers. */
@NullMarked
package dev.balsa.lab.script;

import org.jspecify.annotations.NullMarked;
