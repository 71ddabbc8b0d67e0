/// Beside other engines: what they compute of our networks, and how long they take. In the profile `peers` alone, for their jars are large.
package jacquard.peers;
