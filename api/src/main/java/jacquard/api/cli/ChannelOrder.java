package jacquard.api.cli;

/// Which colour of a picture comes first, as `--channels` names it.
enum ChannelOrder {
  RGB, BGR
}
