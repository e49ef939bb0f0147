package lockstep.server.overview;

/// How large answers get out.
///
/// @param underWay that are being sent
/// @param inLine that wait for their turn
/// @param sent since the server started
/// @param putOff how often somebody was told to come again later, since the server started
public record Sending(int underWay, int inLine, long sent, long putOff) {}
