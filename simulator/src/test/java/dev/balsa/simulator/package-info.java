/** Tests of the simulator, and with it of everything it runs. */
@NullMarked
package dev.balsa.simulator;

import org.jspecify.annotations.NullMarked;
