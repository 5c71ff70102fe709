using System.Text;
using System.Text.Json;

namespace ActorMlOps.Api.Hosting;

/// <summary>Words for broken JSON.</summary>
internal static class JsonErrors
{
    private const int ShownChars = 40;

    /// <summary>The runtime's message without its own way of naming the place.</summary>
    public static string Syntax(string what, JsonException e)
    {
        var message = e.Message;
        foreach (var marker in (ReadOnlySpan<string>)[" LineNumber:", " Path:"])
        {
            if (message.IndexOf(marker, StringComparison.Ordinal) is >= 0 and var place)
                message = message[..place];
        }
        return $"{what} is not valid JSON, line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}: {message}";
    }

    /// <summary>Whether the name or text at the reader is that; one that can't be unescaped is none.</summary>
    public static bool Is(in Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.SequenceEqual(utf8);
        try
        {
            return reader.ValueTextEquals(utf8);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The text at the reader.</summary>
    /// <exception cref="RequestException">It is not valid UTF-8.</exception>
    public static string Text(ref Utf8JsonReader reader, string what)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RequestException($"{what} is not valid UTF-8, or holds half a surrogate pair.");
        }
    }

    /// <summary>The token at the reader as the caller wrote it, shortened.</summary>
    public static string Shown(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => $"the text {Shown(Encoding.UTF8.GetString(reader.ValueSpan))}",
        _ => Cut(Encoding.UTF8.GetString(reader.ValueSpan)),
    };

    public static string Shown(string text) => $"\"{Cut(text)}\"";

    private static string Cut(string text) => text.Length <= ShownChars ? text : text[..ShownChars] + "...";
}
