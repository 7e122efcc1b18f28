/**
 * What went wrong in other systems, told again with this one. The numbers (B01 and so on) are those
 * of {@code docs/stories.md}.
 */
@NullMarked
package dev.balsa.simulator.stories;

import org.jspecify.annotations.NullMarked;
