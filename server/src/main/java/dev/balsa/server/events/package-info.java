/** What a node does, as lines of JSON for whoever watches. */
@NullMarked
package dev.balsa.server.events;

import org.jspecify.annotations.NullMarked;
