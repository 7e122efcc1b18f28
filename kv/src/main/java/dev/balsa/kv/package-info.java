/**
 * The key-value state machine with etcd's semantics: revisions, transactions, leases, watches,
 * users and roles, all held in an ordered tree whose frozen root is a snapshot. It knows no wire
 * format.
 */
@NullMarked
package dev.balsa.kv;

import org.jspecify.annotations.NullMarked;
