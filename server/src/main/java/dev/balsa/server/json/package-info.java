/**
 * JSON read strictly and written shortly, with nothing but the JDK, so that a client starts fast.
 */
@NullMarked
package dev.balsa.server.json;

import org.jspecify.annotations.NullMarked;
