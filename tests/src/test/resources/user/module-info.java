/// A program of a user of Jacquard.
module user {
  requires jacquard.api;
}
