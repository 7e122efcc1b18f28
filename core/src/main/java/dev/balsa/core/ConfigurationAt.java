package dev.balsa.core;

/**
 * A configuration and the entry it stands in.
 *
 * @param index index of the entry, or of the snapshot it is known from; 0 for the one the cluster
 *     began with
 */
public record ConfigurationAt(long index, Configuration configuration) {}
