using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Tables;
using Microsoft.AspNetCore.Http;
using Orleans.Runtime;

namespace ActorMlOps.Api.Tests.Hosting;

public sealed class FaultsTests
{
    [Theory]
    [InlineData(PredictOutcome.UnknownModel, 404, false)]
    [InlineData(PredictOutcome.UnknownVersion, 404, false)]
    [InlineData(PredictOutcome.BadInput, 400, false)]
    [InlineData(PredictOutcome.Overloaded, 429, true)]
    [InlineData(PredictOutcome.DeadlineExceeded, 504, false)]
    [InlineData(PredictOutcome.Unavailable, 503, true)]
    public void Of_EveryRefusalOfAPrediction_HasItsStatus(PredictOutcome outcome, int status, bool retry)
    {
        var fault = Faults.Of(new PredictionException(outcome, "why"));

        Assert.Equal((status, "why", retry, false), (fault.Status, fault.Message, fault.RetryAfter is not null, fault.Unexpected));
    }

    public static TheoryData<Exception, int, bool> Infrastructure => new()
    {
        { new SiloUnavailableException(), 503, true },
        { new GatewayTooBusyException(), 429, true },
        { new LimitExceededException("x"), 429, true },
        { new TimeoutException(), 504, false },
        { new OperationCanceledException(), 504, false },
        { new ArtifactTooLargeException(10), 413, false },
        { new BadHttpRequestException("x", 431), 431, false },
        { new TableFormatException("x"), 400, false },
        { new RequestException(409, "x"), 409, false },
    };

    [Theory]
    [MemberData(nameof(Infrastructure))]
    public void Of_Infrastructure_TellsWhetherToTryAgain(Exception exception, int status, bool retry)
    {
        var fault = Faults.Of(exception);

        Assert.Equal((status, retry, false), (fault.Status, fault.RetryAfter is not null, fault.Unexpected));
    }

    [Fact]
    public void Of_ABug_IsLoggedAndTellsTheCallerNothing()
    {
        var fault = Faults.Of(new InvalidOperationException("secret"));

        Assert.Equal((500, true), (fault.Status, fault.Unexpected));
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }
}
