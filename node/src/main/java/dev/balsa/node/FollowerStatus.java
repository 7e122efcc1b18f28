package dev.balsa.node;

/**
 * What a leader knows of another member.
 *
 * @param member which
 * @param matchIndex up to here its log is known to be equal to the leader's and durable (Figure 2)
 * @param heardMillis milliseconds since it last answered this leader, -1 if it has not in this term
 * @param diskFull whether it said that its disk has no room
 */
public record FollowerStatus(long member, long matchIndex, long heardMillis, boolean diskFull) {}
