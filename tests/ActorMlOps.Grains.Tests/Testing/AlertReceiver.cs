using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ActorMlOps.Testing;

/// <summary>A server that takes alerts, or is down: not there at all, or answering what a test wants.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedAlert> _received = new();
    private readonly int _port = FreePort();
    private HttpListener? _listener;
    private Task _serving = Task.CompletedTask;
    private int _attempts;

    private AlertReceiver()
    {
    }

    public string Url => $"http://127.0.0.1:{_port}/";

    /// <summary>What is answered; a status that is no success means that the message was not taken.</summary>
    public Func<ReceivedAlert, Task<HttpStatusCode>> Answer { get; set; } = _ => Task.FromResult(HttpStatusCode.OK);

    /// <summary>Those that were taken, in order.</summary>
    public ReceivedAlert[] Received => [.. _received];

    /// <summary>Requests that came, taken or not.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Id and revision of what was taken, each once, in order.</summary>
    public string[] Keys => [.. _received.Select(r => r.Key!).Distinct()];

    public static AlertReceiver Up()
    {
        var receiver = Down();
        receiver.Start();
        return receiver;
    }

    /// <summary>Nobody listens at its address.</summary>
    public static AlertReceiver Down() => new();

    public void Start()
    {
        _listener = new HttpListener();
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync(_listener);
    }

    public async Task StopAsync()
    {
        _listener?.Close();
        await _serving;
        _listener = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task ServeAsync(HttpListener listener)
    {
        try
        {
            while (true)
                _ = TakeAsync(await listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private async Task TakeAsync(HttpListenerContext context)
    {
        try
        {
            Interlocked.Increment(ref _attempts);
            using var reader = new StreamReader(context.Request.InputStream);
            var headers = context.Request.Headers;
            var message = new ReceivedAlert(
                context.Request.Url!.AbsolutePath, headers["X-ActorMlOps-Delivery"], headers["X-ActorMlOps-Event"], headers["X-ActorMlOps-Signature"],
                await reader.ReadToEndAsync());
            var status = await Answer(message);
            if ((int)status < 300)
                _received.Enqueue(message);
            context.Response.StatusCode = (int)status;
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The caller gave up, or the receiver is being closed.
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
