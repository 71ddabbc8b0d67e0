/// Mutated files, texts and command lines: each is read, or refused as the user's mistake.
package jacquard.fuzz;
