package lockstep.server.overview;

/// How large answers get out.
///
/// @param underWay that are being sent
/// @param inLine that wait for their turn
/// @param ended how many were sent, or broke off, since the server started
/// @param putOff how often somebody was told to come again later, since the server started
public record Sending(int underWay, int inLine, long ended, long putOff) {}
