using System.Globalization;
using ActorMlOps.Api.Serving;
using ActorMlOps.Monitoring;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Api.Hosting;

/// <summary>Gives every failed request a body: OIP's form under <c>/v2</c>, problem details elsewhere.</summary>
internal sealed partial class ErrorPages(RequestDelegate next, IRefusals refusals, ILogger<ErrorPages> logger)
{
    private const int ClientClosedRequest = 499;

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AnswersFailures>() is null ? GuardAsync(context) : next(context);

    private async Task GuardAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e, logger);
            refusals.CountAnswer(context.Response.StatusCode);
            return;
        }
        var response = context.Response;
        refusals.CountAnswer(response.StatusCode);
        if (response.StatusCode >= StatusCodes.Status400BadRequest && !response.HasStarted
            && response.ContentType is null && response.ContentLength is null)
            await WriteAsync(context, OfStatus(context));
    }

    /// <summary>Answers a request that has no answer yet.</summary>
    public static async Task AnswerAsync(HttpContext context, Exception exception, ILogger logger)
    {
        context.Response.Clear();
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return;
        }
        var fault = Faults.Of(exception);
        if (fault.Unexpected)
            LogUnexpected(logger, exception, context.Request.Method, context.Request.Path);
        if (fault.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await WriteAsync(context, fault);
    }

    private static Fault OfStatus(HttpContext context)
    {
        var (request, status) = (context.Request, context.Response.StatusCode);
        return status switch
        {
            StatusCodes.Status404NotFound => new(status, [$"There is nothing at {request.Path}; /openapi/v1.json lists what there is."]),
            StatusCodes.Status405MethodNotAllowed =>
                new(status, [$"{request.Method} is not allowed at {request.Path}; allowed: {context.Response.Headers.Allow}."]),
            StatusCodes.Status415UnsupportedMediaType =>
                new(status, [$"'Content-Type' is '{request.ContentType}'; {request.Method} {request.Path} takes application/json."]),
            _ => new(status, [$"{request.Method} {request.Path} was refused."]),
        };
    }

    private static Task WriteAsync(HttpContext context, Fault fault) =>
        context.Request.Path.StartsWithSegments("/v2") ? OipError.WriteAsync(context, fault) : Problems.WriteAsync(context, fault);

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    private static partial void LogUnexpected(ILogger logger, Exception e, string method, string path);
}
