using System.Net;
using System.Net.Sockets;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>
/// One kept-alive connection of HTTP/1.1 on the loopback; opened with its first request, and again after the server has closed it.
/// </summary>
internal sealed class HttpCaller(Uri server, byte[][] requests, int rows) : ICaller
{
    private byte[] _answer = new byte[4096];
    private Socket? _socket;

    public int Rows => rows;

    public async ValueTask<Answer> CallAsync(long request)
    {
        try
        {
            var socket = _socket ??= await ConnectAsync();
            for (var bytes = requests[request % requests.Length].AsMemory(); !bytes.IsEmpty;)
                bytes = bytes[await socket.SendAsync(bytes)..];
            var read = await ReceiveAsync(socket);
            if (HttpAnswer.Closes(_answer.AsSpan(0, read)))
                Close();
            return HttpAnswer.Status(_answer.AsSpan(0, read)) switch { 200 => Answer.Accepted, 429 => Answer.Refused, _ => Answer.Failed };
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            Close();
            return Answer.Failed;
        }
    }

    public void Dispose() => Close();

    private async ValueTask<int> ReceiveAsync(Socket socket)
    {
        var read = 0;
        do
        {
            if (read == _answer.Length)
                Array.Resize(ref _answer, 2 * read);
            var more = await socket.ReceiveAsync(_answer.AsMemory(read));
            if (more == 0)
                throw new IOException("The server closed the connection before its answer was whole.");
            read += more;
        }
        while (!HttpAnswer.IsWhole(_answer.AsSpan(0, read)));
        return read;
    }

    private async ValueTask<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, server.Port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
