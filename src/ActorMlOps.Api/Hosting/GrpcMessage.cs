using System.Buffers;
using System.Text;

namespace ActorMlOps.Api.Hosting;

/// <summary>Texts in gRPC's header <c>grpc-message</c>: UTF-8, percent-encoded (gRPC over HTTP/2, Responses).</summary>
internal static class GrpcMessage
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c != '%')]);

    /// <summary>Null for an empty text: the header is left out.</summary>
    public static string? Encode(string text)
    {
        if (text.Length == 0)
            return null;
        if (!text.AsSpan().ContainsAnyExcept(Plain))
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)b))
                encoded.Append((char)b);
            else
                encoded.Append('%').Append(b.ToString("X2"));
        }
        return encoded.ToString();
    }
}
