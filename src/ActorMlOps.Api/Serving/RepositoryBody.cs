using System.Text.Json;
using ActorMlOps.Api.Hosting;

namespace ActorMlOps.Api.Serving;

/// <summary>Bodies of the repository calls, which may be empty: of their fields only these mean something here.</summary>
internal sealed record RepositoryBody(bool Ready = false, JsonElement? Parameters = null)
{
    /// <exception cref="RequestException">It is there, and no such object.</exception>
    public static async Task<RepositoryBody> ReadAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context.Request, ApiOptions.MaxCommandBytes, context.RequestAborted);
        if (body.Span.IsEmpty)
            return new();
        try
        {
            return JsonSerializer.Deserialize(body.Span, ApiJson.Plain.RepositoryBody) ?? new();
        }
        catch (JsonException e)
        {
            throw new RequestException(e.InnerException is JsonException syntax
                ? JsonErrors.Syntax("The body", syntax)
                : "The body must be empty or an object; 'ready' in it is true or false.");
        }
    }

    /// <exception cref="RequestException">A model file is sent with it: those are registered, under a version that never changes.</exception>
    public void RefuseFiles()
    {
        if (Parameters is not { ValueKind: JsonValueKind.Object } parameters)
            return;
        foreach (var parameter in parameters.EnumerateObject())
            RefuseFile(parameter.Name);
    }

    /// <exception cref="RequestException">The parameter changes what would be loaded.</exception>
    public static void RefuseFile(string parameter)
    {
        if (parameter == "config" || parameter.StartsWith("file:", StringComparison.Ordinal))
        {
            throw new RequestException(
                $"'parameters.{parameter}' is not taken here: register a version by PUT /api/models/M/versions/V.");
        }
    }
}
