package dev.balsa.kv;

/** What a client may ask of the store. */
public sealed interface Request permits RequestOp, PutSequentialRequest {}
