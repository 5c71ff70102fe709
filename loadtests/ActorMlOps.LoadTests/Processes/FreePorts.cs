using System.Net;
using System.Net.Sockets;

namespace ActorMlOps.LoadTests.Processes;

/// <summary>Ports that were free a moment ago.</summary>
internal static class FreePorts
{
    /// <summary>Different ones: all are held until the last has been found.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Stop();
        return ports;
    }
}
