using System.Net;
using System.Net.Sockets;
using ActorMlOps.Silo.Settings;

namespace ActorMlOps.Silo.Hosting;

/// <summary>
/// Looks whether the ports are free before anything starts. Orleans shares its ports (SO_REUSEPORT), so that on Linux
/// a second silo on the same ones would start without an error and take calls from the first.
/// </summary>
public static class PortCheck
{
    /// <exception cref="StartupException">Names every port that is taken.</exception>
    public static void Demand(SiloSettings settings)
    {
        var taken = new List<string>();
        Check("silo port", settings.SiloPort, "--silo-port", taken);
        Check("gateway port", settings.GatewayPort, "--gateway-port", taken);
        foreach (var url in settings.Urls.Where(url => url.Port != 0)) Check("HTTP port", url.Port, "--urls", taken);
        if (settings.GrpcUrl.Port != 0) Check("gRPC port", settings.GrpcUrl.Port, "--grpc-url", taken);
        if (taken.Count > 0) throw new StartupException(string.Join(Environment.NewLine, taken));
    }

    private static void Check(string what, int port, string argument, List<string> taken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
        }
        catch (SocketException failure)
        {
            taken.Add($"The {what} {port} cannot be used: {failure.Message}. Stop what listens there, or choose another one with {argument}.");
        }
    }
}
