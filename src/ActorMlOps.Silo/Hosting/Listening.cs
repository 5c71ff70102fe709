using System.Net;
using ActorMlOps.Silo.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorMlOps.Silo.Hosting;

/// <summary>Addresses of the silo: HTTP/1.1 for the API, and HTTP/2 with prior knowledge (h2c) for gRPC, after them.</summary>
internal static class Listening
{
    /// <summary>Calls under way on one gRPC connection; more wait in the client. The usual 100 would hold back one busy client.</summary>
    private const int StreamsPerConnection = 4096;

    public static void ListenOn(this KestrelServerOptions kestrel, SiloSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        foreach (var url in settings.Urls)
            Listen(kestrel, url, HttpProtocols.Http1);
        Listen(kestrel, settings.GrpcUrl, HttpProtocols.Http2);
    }

    private static void Listen(KestrelServerOptions kestrel, Uri url, HttpProtocols protocols)
    {
        // A name that is loopback (localhost) means both families; everything else has been refused by the settings.
        if (IPAddress.TryParse(url.DnsSafeHost, out var address))
            kestrel.Listen(address, url.Port, listen => listen.Protocols = protocols);
        else
            kestrel.ListenLocalhost(url.Port, listen => listen.Protocols = protocols);
    }
}
