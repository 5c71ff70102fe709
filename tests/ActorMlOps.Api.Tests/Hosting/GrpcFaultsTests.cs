using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Client;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorMlOps.Api.Tests.Hosting;

public sealed class GrpcFaultsTests
{
    [Theory]
    [InlineData(PredictOutcome.UnknownModel, StatusCode.NotFound, false)]
    [InlineData(PredictOutcome.UnknownVersion, StatusCode.NotFound, false)]
    [InlineData(PredictOutcome.BadInput, StatusCode.InvalidArgument, false)]
    [InlineData(PredictOutcome.Overloaded, StatusCode.ResourceExhausted, true)]
    [InlineData(PredictOutcome.DeadlineExceeded, StatusCode.DeadlineExceeded, false)]
    [InlineData(PredictOutcome.Unavailable, StatusCode.Unavailable, true)]
    public void Of_EveryRefusalOfAPrediction_HasItsStatus(PredictOutcome outcome, StatusCode expected, bool retry)
    {
        var status = GrpcFaults.Of(Faults.Of(new PredictionException(outcome, "why")));

        Assert.Equal((expected, "why"), (status.StatusCode, status.Status.Detail));
        Assert.Equal(retry, status.Trailers.Get("grpc-retry-pushback-ms") is not null);
    }

    [Theory]
    [InlineData(PredictOutcome.BadInput, "ModelInfer", 1)]
    [InlineData(PredictOutcome.UnknownModel, "ModelInfer", 0)]
    [InlineData(PredictOutcome.BadInput, "ModelMetadata", 0)]
    public void Answer_MalformedInference_IsCounted(PredictOutcome outcome, string method, int counted)
    {
        var refusals = new CountedRefusals();
        var context = new DefaultHttpContext();
        context.Request.Path = GrpcInferEndpoint.Path.Replace("ModelInfer", method, StringComparison.Ordinal);

        new GrpcFaults(refusals, NullLogger<GrpcFaults>.Instance).Answer(context, new PredictionException(outcome, "why"));

        Assert.Equal(Enumerable.Repeat(Refusal.Malformed, counted), refusals.Counted);
    }

    [Theory]
    [InlineData(409, StatusCode.FailedPrecondition)]
    [InlineData(413, StatusCode.ResourceExhausted)]
    [InlineData(500, StatusCode.Internal)]
    public void Of_OtherFaults_HaveTheirStatus(int status, StatusCode expected) =>
        Assert.Equal(expected, GrpcFaults.Of(new Fault(status, ["why"])).StatusCode);
}
