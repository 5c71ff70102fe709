using System.Globalization;
using ActorMlOps.Api.Serving;
using ActorMlOps.Monitoring;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Api.Hosting;

/// <summary>From exceptions to gRPC statuses: what <see cref="Faults"/> says, in gRPC's terms.</summary>
internal sealed partial class GrpcFaults(IRefusals refusals, ILogger<GrpcFaults> logger)
{
    /// <summary>Tells clients with a retry policy how long to wait.</summary>
    private const string RetryTrailer = "grpc-retry-pushback-ms";

    /// <summary>Runs a call; for inference, that is one step too many, see <see cref="Of(Exception, ServerCallContext)"/>.</summary>
    /// <exception cref="RpcException">The call failed.</exception>
    public async Task<T> GuardAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Of(e, context);
        }
    }

    /// <summary>What a failed call is answered with; a bug is logged.</summary>
    public RpcException Of(Exception exception, ServerCallContext context) => Of(exception, context.Method);

    /// <summary>Answers a call that has no answer yet: with headers alone, as gRPC demands it of an answer without a message.</summary>
    public void Answer(HttpContext context, Exception exception)
    {
        var failed = exception as RpcException ?? Of(exception, context.Request.Path.Value ?? "");
        var headers = context.Response.Headers;
        headers.GrpcStatus = ((int)failed.StatusCode).ToString(CultureInfo.InvariantCulture);
        headers.GrpcMessage = GrpcMessage.Encode(failed.Status.Detail);
        foreach (var trailer in failed.Trailers)
            headers.Append(trailer.Key, trailer.Value);
    }

    private RpcException Of(Exception exception, string method)
    {
        var fault = Faults.Of(exception);
        if (fault.Unexpected)
            LogUnexpected(exception, method);
        if (method == GrpcInferEndpoint.Path)
            refusals.CountInference(fault.Status);
        return Of(fault);
    }

    public static RpcException Of(Fault fault)
    {
        var trailers = new Metadata();
        if (fault.RetryAfter is { } seconds)
            trailers.Add(RetryTrailer, (seconds * 1000).ToString(CultureInfo.InvariantCulture));
        return new(new Status(CodeOf(fault.Status), fault.Message), trailers);
    }

    private static StatusCode CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => StatusCode.InvalidArgument,
        StatusCodes.Status404NotFound => StatusCode.NotFound,
        StatusCodes.Status409Conflict => StatusCode.FailedPrecondition,
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => StatusCode.ResourceExhausted,
        StatusCodes.Status503ServiceUnavailable => StatusCode.Unavailable,
        StatusCodes.Status504GatewayTimeout => StatusCode.DeadlineExceeded,
        _ => StatusCode.Internal,
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} failed.")]
    private partial void LogUnexpected(Exception e, string method);
}
