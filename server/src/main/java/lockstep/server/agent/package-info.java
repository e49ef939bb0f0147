/// The agent as part of an image: the files that its package would install, and the links that would have systemd start it.
///
///     1  read the package, its tarball, or a directory where either was unpacked          [AgentArchive], [AgentDirectory]
///     2  give every file owner and mode that it has on a machine, however it came             [AgentFiles]
///     3  refuse what is no agent, two of them, or more than one                                [AgentPackage]
///     4  add the links that `systemctl enable` would make                                     [UnitLinks]
///
/// The three forms of one agent are the same image. The files are held in memory: some 45 MB.
@NullMarked
package lockstep.server.agent;

import org.jspecify.annotations.NullMarked;
