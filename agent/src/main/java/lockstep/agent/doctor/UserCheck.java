package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether this user may do what the agent does.
record UserCheck() implements Check {
  @Override
  public String name() {
    return "user";
  }

  @Override
  public Finding look() throws IOException {
    Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    return uid.equals(0)
        ? Finding.ok("this is root")
        : Finding.warn(
            "this is user "
                + uid
                + ": an agent that is not root cannot keep owners, and this command does not see all",
            "run it as root");
  }
}
