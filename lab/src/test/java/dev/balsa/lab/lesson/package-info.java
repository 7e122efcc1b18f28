@NullMarked
package dev.balsa.lab.lesson;

import org.jspecify.annotations.NullMarked;
