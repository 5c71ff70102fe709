using System.Buffers.Text;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>As much of an HTTP/1.1 answer as a load generator needs: where it ends, and its status. Nothing is pipelined.</summary>
internal static class HttpAnswer
{
    /// <summary>Whether an answer with a length or in chunks has come to its end.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var headers = answer.IndexOf("\r\n\r\n"u8);
        if (headers < 0)
            return false;
        var length = answer[..headers].IndexOf("Content-Length: "u8);
        if (length < 0)
            return answer.EndsWith("\r\n0\r\n\r\n"u8); // JSON has no line breaks of its own here.
        var value = answer[(length + "Content-Length: "u8.Length)..];
        return Utf8Parser.TryParse(value, out int body, out _) && answer.Length >= headers + 4 + body;
    }

    /// <summary>200, 429 and so on; 0: unreadable.</summary>
    public static int Status(ReadOnlySpan<byte> answer) =>
        answer.StartsWith("HTTP/1.1 "u8) && Utf8Parser.TryParse(answer["HTTP/1.1 "u8.Length..], out int status, out _) ? status : 0;

    /// <summary>Whether the server ends the connection after it.</summary>
    public static bool Closes(ReadOnlySpan<byte> answer) => answer.IndexOf("\r\nConnection: close\r\n"u8) >= 0;
}
