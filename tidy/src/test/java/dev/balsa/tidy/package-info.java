/**
 * The house rules as tests: size limits, names, what each module may import, and what the core may
 * not even mention. They read the source tree with nothing but the JDK.
 */
@NullMarked
package dev.balsa.tidy;

import org.jspecify.annotations.NullMarked;
