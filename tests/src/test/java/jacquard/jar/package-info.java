/// Compiled networks as jars.
package jacquard.jar;
