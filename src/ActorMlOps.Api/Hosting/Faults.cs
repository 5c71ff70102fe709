using ActorMlOps.Client;
using ActorMlOps.Compare;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Tables;
using Orleans.Runtime;

namespace ActorMlOps.Api.Hosting;

/// <summary>From exceptions to HTTP: the one place.</summary>
internal static class Faults
{
    private const int SoonSeconds = 1;
    private const int LaterSeconds = 5;

    public static Fault Of(Exception exception) => exception switch
    {
        RequestException e => new(e.Status, e.Errors),
        PredictionException e => Of(e),
        ComparisonException e => new(StatusCodes.Status400BadRequest, e.Errors),
        TableFormatException e => new(StatusCodes.Status400BadRequest, [e.Message]),
        ArtifactTooLargeException e => new(StatusCodes.Status413PayloadTooLarge, [e.Message]),
        BadHttpRequestException e => new(e.StatusCode, [e.Message]),
        GatewayTooBusyException or LimitExceededException =>
            new(StatusCodes.Status429TooManyRequests, ["Too many requests are waiting. Try again a little later."], SoonSeconds),
        TimeoutException => new(StatusCodes.Status504GatewayTimeout, ["There was no answer in time. The outcome is not known; try again."]),
        OperationCanceledException => new(StatusCodes.Status504GatewayTimeout, ["The deadline passed before there was an answer."]),
        // A grain that could not be reached, or a silo that is stopping: another attempt may find another silo.
        OrleansMessageRejectionException or ClientNotAvailableException or GrainReferenceNotBoundException =>
            new(StatusCodes.Status503ServiceUnavailable, ["The cluster can't answer now. Try again a little later."], LaterSeconds),
        _ => new(StatusCodes.Status500InternalServerError, ["Something went wrong here; the log has the details."], Unexpected: true),
    };

    private static Fault Of(PredictionException e) => e.Outcome switch
    {
        PredictOutcome.UnknownModel or PredictOutcome.UnknownVersion => new(StatusCodes.Status404NotFound, [e.Message]),
        PredictOutcome.BadInput => new(StatusCodes.Status400BadRequest, [e.Message]),
        PredictOutcome.Overloaded => new(StatusCodes.Status429TooManyRequests, [e.Message], SoonSeconds),
        PredictOutcome.DeadlineExceeded => new(StatusCodes.Status504GatewayTimeout, [e.Message]),
        PredictOutcome.Unavailable or PredictOutcome.SiloStopping => new(StatusCodes.Status503ServiceUnavailable, [e.Message], LaterSeconds),
        _ => new(StatusCodes.Status500InternalServerError, ["Something went wrong here; the log has the details."], Unexpected: true),
    };
}
