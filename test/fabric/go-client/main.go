// Command goclient uses fabric-gateway's Go SDK, as its own documentation shows, against a served ledger:
// submit, evaluate, asynchronous submit with status, private data, error details, chaincode and block events.
package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-gateway/pkg/hash"
	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
)

type settings struct {
	Address, TLSRoot, MspID, Certificate, PrivateKey, Channel string
}

func main() {
	answers, err := run(os.Getenv("LEDGER"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(answers)
}

func run(text string) (map[string]string, error) {
	var s settings
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(s.TLSRoot))
	connection, err := grpc.NewClient(s.Address, grpc.WithTransportCredentials(credentials.NewClientTLSFromCert(roots, "")))
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	gw, err := connect(s, connection)
	if err != nil {
		return nil, err
	}
	defer gw.Close()
	return use(gw.GetNetwork(s.Channel))
}

func connect(s settings, connection *grpc.ClientConn) (*client.Gateway, error) {
	certificate, err := identity.CertificateFromPEM([]byte(s.Certificate))
	if err != nil {
		return nil, err
	}
	id, err := identity.NewX509Identity(s.MspID, certificate)
	if err != nil {
		return nil, err
	}
	key, err := identity.PrivateKeyFromPEM([]byte(s.PrivateKey))
	if err != nil {
		return nil, err
	}
	sign, err := identity.NewPrivateKeySign(key)
	if err != nil {
		return nil, err
	}
	return client.Connect(id, client.WithSign(sign), client.WithHash(hash.SHA256), client.WithClientConnection(connection),
		client.WithEvaluateTimeout(10*time.Second), client.WithEndorseTimeout(15*time.Second),
		client.WithSubmitTimeout(10*time.Second), client.WithCommitStatusTimeout(time.Minute))
}

func use(network *client.Network) (map[string]string, error) {
	answers := map[string]string{}
	contract := network.GetContract("once")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	events, err := network.ChaincodeEvents(ctx, "once", client.WithStartBlock(0))
	if err != nil {
		return nil, err
	}
	submitted, err := contract.SubmitTransaction("put", "go", "value")
	if err != nil {
		return nil, fmt.Errorf("submit: %w", err)
	}
	answers["submitted"] = string(submitted)
	evaluated, err := contract.EvaluateTransaction("get", "go")
	if err != nil {
		return nil, fmt.Errorf("evaluate: %w", err)
	}
	answers["evaluated"] = string(evaluated)
	_, commit, err := contract.SubmitAsync("event", client.WithArguments("go", "named", "payload"))
	if err != nil {
		return nil, fmt.Errorf("submit asynchronously: %w", err)
	}
	committed, err := commit.Status()
	if err != nil {
		return nil, fmt.Errorf("status: %w", err)
	}
	answers["status"] = committed.Code.String()
	event := <-events
	answers["event"] = event.EventName + " " + string(event.Payload)
	_, err = contract.Submit("putPrivate", client.WithArguments("sealed", "go"),
		client.WithTransient(map[string][]byte{"value": []byte("secret")}))
	if err != nil {
		return nil, fmt.Errorf("private: %w", err)
	}
	private, err := contract.EvaluateTransaction("getPrivate", "sealed", "go")
	if err != nil {
		return nil, fmt.Errorf("private read: %w", err)
	}
	answers["private"] = string(private)
	blocks, err := network.BlockEvents(ctx, client.WithStartBlock(0))
	if err != nil {
		return nil, err
	}
	answers["block"] = fmt.Sprint((<-blocks).GetHeader().GetNumber())
	_, err = contract.SubmitTransaction("refuse", "NOT_FOUND: none")
	answers["refused"] = details(err)
	return answers, nil
}

func details(err error) string {
	var endorse *client.EndorseError
	if !errors.As(err, &endorse) {
		return fmt.Sprint(err)
	}
	for _, detail := range status.Convert(err).Details() {
		if one, ok := detail.(*gateway.ErrorDetail); ok {
			return one.GetMspId() + ": " + one.GetMessage()
		}
	}
	return "no details"
}
