using Microsoft.AspNetCore.WebUtilities;

namespace ActorMlOps.Api.Hosting;

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Errors">Everything that was found wrong; <paramref name="Detail"/> is the same as one text.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Instance, IReadOnlyList<string> Errors);

internal static class Problems
{
    private const string ContentType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, Fault fault)
    {
        context.Response.StatusCode = fault.Status;
        var problem = new Problem(
            "about:blank", ReasonPhrases.GetReasonPhrase(fault.Status), fault.Status, fault.Message, context.Request.Path, fault.Errors);
        return context.Response.WriteAsJsonAsync(problem, ApiJson.Plain.Problem, ContentType, context.RequestAborted);
    }
}
