using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActorMlOps.Api.Hosting;

/// <summary>
/// Reads commands: unknown, doubled and missing fields are errors, and every error names its field and what is expected there.
/// </summary>
internal static class StrictJson
{
    /// <param name="what">How the document is called in messages.</param>
    /// <exception cref="RequestException">What is wrong, and where.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string what) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new RequestException($"{what} must be a JSON object, not null.");
        }
        catch (JsonException e)
        {
            throw new RequestException(Explain(e, type, what));
        }
    }

    /// <summary>Reads the whole body of a request.</summary>
    /// <exception cref="RequestException">What is wrong, and where.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int maxBytes = ApiOptions.MaxCommandBytes)
        where T : class
    {
        using var body = await PooledBody.ReadAsync(context.Request, maxBytes, context.RequestAborted);
        return Read(body.Span, type, "The body");
    }

    /// <summary>The serializer's contract does not reach into lists.</summary>
    /// <exception cref="RequestException">An element is null.</exception>
    public static void RefuseNulls<T>(T?[]? list, string what, string path) where T : class
    {
        if (list is not null && Array.IndexOf(list, null) is >= 0 and var index)
            throw new RequestException($"{what}: '{path}[{index}]' must not be null.");
    }

    private static string Explain(JsonException e, JsonTypeInfo root, string what)
    {
        // The reader's own error is the cause of the serializer's.
        if (e.InnerException is JsonException syntax)
            return JsonErrors.Syntax(what, syntax);

        var place = JsonPlace.Find(root, e.Path);
        var message = e.Message;
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"{what}: there is no field '{place.Path}'; fields are: {place.Siblings}.";
        if (message.Contains("Duplicate property", StringComparison.Ordinal))
            return $"{what}: the field '{place.Path}' is there twice.";
        if (message.Contains("missing required properties", StringComparison.Ordinal))
        {
            var name = Quoted(message[message.IndexOf("including", StringComparison.Ordinal)..]);
            return $"{what}: the field '{name}' is missing{In(place)}.";
        }
        return $"{what}: '{place.Path}' must be {place.Expected}.";
    }

    private static string In(JsonPlace place) => place.Path.Length == 0 ? "" : $" in '{place.Path}'";

    /// <summary>The first thing in single quotes.</summary>
    private static string Quoted(string message)
    {
        var from = message.IndexOf('\'') + 1;
        var to = message.IndexOf('\'', from);
        return to < 0 ? "" : message[from..to];
    }
}
