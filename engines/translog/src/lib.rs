//! Tamper-evident log: Merkle tree, tiles, checkpoints, proofs and witness rules (C2SP)
