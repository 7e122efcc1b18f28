/** Scripts for small clusters whose every effect is written down. */
@NullMarked
package dev.balsa.core.scenario;

import org.jspecify.annotations.NullMarked;
