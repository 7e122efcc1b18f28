/** What a node of the lab does and says so that people can follow it, beyond what any node does. */
@NullMarked
package dev.balsa.lab.lesson;

import org.jspecify.annotations.NullMarked;
